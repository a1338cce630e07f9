#include "shape.hpp"
#include "math/square.hpp"

namespace draw {

double Circle::area() const { //^ include/shape.hpp#Circle
    return 3.0 * square(radius_); //^ src/math/square.hpp#square
}

void Circle::scale(double factor) { //^ include/shape.hpp#Circle
    radius_ *= factor;
    name(); //^ include/shape.hpp#Shape.name
    this->area(); //^ #Circle.area
}

}
