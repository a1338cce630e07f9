(comment) @comment
(block_comment) @comment
(call_expression function: (call_expression function: (identifier) @test (#any-of? @test "test" "it" "property" "describe")))
