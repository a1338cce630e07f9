(comment) @comment
((call !receiver method: (identifier) @_example arguments: (argument_list . (string) @name)) @definition.function @test
  (#any-of? @_example "it" "specify" "scenario" "test"))
((call method: (identifier) @_group arguments: (argument_list . (string) @name)) @definition.module
  (#any-of? @_group "describe" "context" "feature"))
