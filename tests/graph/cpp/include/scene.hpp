#pragma once
#include <memory>
#include <vector>

#include "shape.hpp"

class Scene {
public:
    void add(std::unique_ptr<draw::Shape> shape) { shapes_.push_back(std::move(shape)); } //^ include/shape.hpp#Shape
    double total() const;
    static Scene demo() { //^ #Scene
        Scene scene; //^ #Scene
        scene.resize(2); //^ #Scene.resize
        return scene;
    }
    void resize(int count) { shapes_.resize(count); } //^ !resize

private:
    std::vector<std::unique_ptr<draw::Shape>> shapes_; //^ include/shape.hpp#Shape
    draw::Circle border_{1.0}; //^ include/shape.hpp#Circle
    friend class Painter;
};
