#include "../include/table.h"
#include "util.h"

static int count;

static void grow(struct table *table) { //^ include/table.h#table
    table->state = FULL;
}

struct table *table_open(int (*compare)(const char *, const char *)) { //^ include/table.h#table
    static struct table table; //^ include/table.h#table
    table.keys = buffer_new(16); //^ src/buffer.c#buffer_new
    table.compare = compare ? compare : compare_keys; //^ src/util.c#compare_keys
    return &table;
}

int table_insert(struct table *table, const char *key) { //^ include/table.h#table
    grow(table); //^ #grow
    count = hash(key); //^ src/util.h#hash
    buffer_push(table->keys, key[0]); //^ src/buffer.c#buffer_push
    if (BUFFER_LAST(table->keys) == 'x') //^ include/buffer.h#BUFFER_LAST
        return MAX(count, 1); //^ src/util.h#MAX
    return table->compare(key, key); //^ include/table.h#table.compare
}
