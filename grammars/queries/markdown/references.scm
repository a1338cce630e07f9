(inline) @mentions
(pipe_table_cell) @mentions
