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

; Plain declarations; their names, parameters and bodies are read from their fields.
(function_declaration) @definition.function
(generator_function_declaration) @definition.function
(method_definition) @definition.method
(class_declaration) @definition.class

; Functions and classes that are values.
(variable_declarator
  name: (identifier) @name
  value: [(arrow_function) (function_expression) (generator_function)]) @definition.function
(pair key: (property_identifier) @name value: [(arrow_function) (function_expression)]) @definition.method
(assignment_expression
  left: (member_expression object: (identifier) @owner property: (property_identifier) @name)
  right: [(arrow_function) (function_expression)]) @definition.method
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class

; A test of mocha, jest, vitest and their like is named by its title.
((expression_statement
  (call_expression
    function: (_) @_call
    arguments: (arguments . [(string) (template_string)] @name . (_) @body))) @definition.function @test
  (#match? @_call "^(it|test|specify|bench)\\b"))
((expression_statement
  (call_expression
    function: (_) @_call
    arguments: (arguments . [(string) (template_string)] @name . (_) @body))) @definition.module @test
  (#match? @_call "^(describe|suite|context)\\b"))

((assignment_expression left: (member_expression object: (identifier) @_exports property: (property_identifier) @exported.name))
  (#eq? @_exports "exports"))
