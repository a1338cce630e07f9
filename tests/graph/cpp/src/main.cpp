#include <memory>
#include "scene.hpp"

using draw::Circle;

template <typename T>
class Stack {
public:
    void push(T value) { items_.push_back(value); }
    int size() const { return items_.size(); } //^ !size

private:
    std::vector<T> items_;
};

double area(const Circle& circle) { //^ include/shape.hpp#Circle
    return circle.area(); //^ src/shape.cpp#Circle.area
}

int main() {
    Scene scene = Scene::demo(); //^ include/scene.hpp#Scene include/scene.hpp#Scene.demo
    auto circle = std::make_unique<Circle>(2.0); //^ include/shape.hpp#Circle
    Circle plain(1.0); //^ include/shape.hpp#Circle
    plain.scale(2.0); //^ src/shape.cpp#Circle.scale
    area(plain); //^ #area
    scene.add(std::move(circle)); //^ include/scene.hpp#Scene.add
    Stack<int> stack; //^ #Stack
    stack.push(1); //^ #Stack.push
    std::string text;
    text.size(); //^ !size
    Scene* other = new Scene(); //^ include/scene.hpp#Scene include/scene.hpp#Scene
    other->total(); //^ src/scene.cpp#Scene.total
    return stack.size(); //^ #Stack.size
}
