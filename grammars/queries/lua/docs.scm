(comment) @comment
((function_call name: (identifier) @_example arguments: (arguments . (string content: (string_content) @name))) @definition.function @test
  (#any-of? @_example "it" "test"))
