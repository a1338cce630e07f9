(comment) @comment
(module . (expression_statement (string) @doc))
(block . (expression_statement (string) @doc))
((decorator) @test (#match? @test "^@(pytest\\.)?(fixture|mark\\b)"))
(decorator) @decorator
