#include <stdio.h>
#include "table.h"

static int release(struct table *table) { //^ include/table.h#table
    buffer_free(table->keys); //^ src/buffer.c#buffer_free
    return 0;
}

int main(void) {
    struct table *table = table_open(0); //^ include/table.h#table src/table.c#table_open
    table_insert(table, "a"); //^ src/table.c#table_insert
    printf("%d", release(table)); //^ #release
    return 0;
}
