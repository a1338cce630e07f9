; What a statement wraps belongs to the definition in it.
(export_statement) @wrapper.exported
(program (lexical_declaration) @wrapper)
(program (variable_declaration) @wrapper)
(export_statement declaration: (lexical_declaration) @wrapper)
(export_clause (export_specifier name: (identifier) @exported.name))
(export_statement value: (identifier) @exported.name)
((assignment_expression
  left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
  right: [(identifier) @exported.name (object (shorthand_property_identifier) @exported.name)])
  (#eq? @_module "module") (#eq? @_exports "exports"))

; A test of mocha, jest, vitest and their like is named by its title.
((expression_statement
  (call_expression
    function: [(identifier) @_call (member_expression object: (identifier) @_call)]
    arguments: (arguments
      . [(string (string_fragment) @name) (template_string (string_fragment) @name)]
      . [
        (arrow_function body: (statement_block) @body)
        (function_expression body: (statement_block) @body)
      ]))) @definition.function @test
  (#any-of? @_call "it" "test" "specify" "bench"))
((expression_statement
  (call_expression
    function: [(identifier) @_call (member_expression object: (identifier) @_call)]
    arguments: (arguments
      . [(string (string_fragment) @name) (template_string (string_fragment) @name)]
      . [
        (arrow_function body: (statement_block) @body)
        (function_expression body: (statement_block) @body)
      ]))) @definition.module @test
  (#any-of? @_call "describe" "suite" "context"))

((assignment_expression left: (member_expression object: (identifier) @_exports property: (property_identifier) @exported.name))
  (#eq? @_exports "exports"))
