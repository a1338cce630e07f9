#include "scene.hpp"

static double add(double left, double right) {
    return left + right;
}

double Scene::total() const { //^ include/scene.hpp#Scene
    double sum = 0;
    for (const auto& shape : shapes_) {
        sum = sum + shape->area(); //^ include/shape.hpp#Shape.area
    }
    return sum + border_.area(); //^ src/shape.cpp#Circle.area
}
