#pragma once

template <typename T>
T square(T value) {
    return value * value;
}

inline int cube(int value) {
    return value * square(value); //^ #square
}
