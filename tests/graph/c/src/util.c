#include "util.h"

int compare_keys(const char *a, const char *b) {
    return hash(a) - hash(b); //^ src/util.h#hash
}

int release(int value) {
    return value;
}
