((function_definition !type
  declarator: (function_declarator declarator: (identifier) @_macro
    parameters: (parameter_list . (parameter_declaration type: (_) @owner) . (parameter_declaration type: (_) @name)) @test)
  body: (_) @body) @definition.method
  (#any-of? @_macro "TEST" "TEST_F" "TEST_P" "TYPED_TEST"))
((call_expression function: (identifier) @test) (#any-of? @test "TEST_CASE" "SCENARIO" "BOOST_AUTO_TEST_CASE"))
