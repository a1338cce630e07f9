(statement) @chunk
