#ifndef UTIL_H
#define UTIL_H

#define MAX(a, b) ((a) > (b) ? (a) : (b))

static inline int hash(const char *key) {
    return key[0];
}

int compare_keys(const char *a, const char *b);

#endif
