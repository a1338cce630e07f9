#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

typedef struct buffer {
    char *data;
    size_t length;
} buffer_t;

buffer_t *buffer_new(size_t capacity); //^ #buffer_t
void buffer_push(buffer_t *buffer, char c); //^ #buffer_t
void buffer_free(buffer_t *buffer); //^ #buffer_t

#define BUFFER_LAST(b) ((b)->data[(b)->length - 1])

#endif
