#ifndef TABLE_H
#define TABLE_H

#include "buffer.h"

enum state { EMPTY, FULL };

struct table {
    buffer_t *keys; //^ include/buffer.h#buffer_t
    enum state state; //^ #state
    int (*compare)(const char *a, const char *b);
};

struct table *table_open(int (*compare)(const char *, const char *)); //^ #table
int table_insert(struct table *table, const char *key); //^ #table

#endif
