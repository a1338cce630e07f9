#include "buffer.h"

#include <stdlib.h>

static void grow(buffer_t *buffer) { //^ include/buffer.h#buffer_t
    buffer->data = realloc(buffer->data, buffer->length * 2);
}

buffer_t *buffer_new(size_t capacity) { //^ include/buffer.h#buffer_t
    buffer_t *buffer = malloc(sizeof(buffer_t)); //^ include/buffer.h#buffer_t
    buffer->data = malloc(capacity);
    buffer->length = 0;
    return buffer;
}

void buffer_push(buffer_t *buffer, char c) { //^ include/buffer.h#buffer_t
    grow(buffer); //^ #grow
    buffer->data[buffer->length++] = c;
}

void buffer_free(buffer_t *buffer) { //^ include/buffer.h#buffer_t
    free(buffer->data); //^ !free
    free(buffer);
}
