(comment) @comment
(block_comment) @comment
((call_expression function: (call_expression function: (identifier) @_test arguments: (arguments . (string) @name))) @definition.function @test
  (#any-of? @_test "test" "it" "property"))
