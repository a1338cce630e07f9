#pragma once
#include <string>

namespace draw {

class Shape {
public:
    virtual ~Shape() = default;
    virtual double area() const = 0;
    std::string name() const { return label(area()); } //^ #Shape.label #Shape.area

protected:
    std::string label(double size) const { return std::to_string(size); }
};

class Circle : public Shape { //^ #Shape
public:
    explicit Circle(double radius) : radius_(radius) {}
    double area() const override;
    void scale(double factor);

private:
    double radius_;
};

}
