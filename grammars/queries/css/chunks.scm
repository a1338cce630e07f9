(media_statement) @chunk
