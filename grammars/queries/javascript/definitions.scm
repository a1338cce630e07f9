; Functions put into a prototype.
((assignment_expression
  left: (member_expression
    object: (member_expression object: (identifier) @owner property: (property_identifier) @_prototype)
    property: (property_identifier) @name)
  right: (function_expression)) @definition.method
  (#eq? @_prototype "prototype"))

(field_definition property: (_) @name value: [(arrow_function) (function_expression)]) @definition.method
(field_definition property: (_) @name value: (_)? @binding.value) @definition.field
(assignment_expression
  left: (member_expression object: (this) property: (_) @name)
  right: (_) @binding.value) @definition.field

(program (lexical_declaration
  (variable_declarator name: (identifier) @name value: (_)? @binding.value) @definition.constant))
(program (export_statement declaration: (lexical_declaration
  (variable_declarator name: (identifier) @name value: (_)? @binding.value) @definition.constant)))
(program (variable_declaration
  (variable_declarator name: (identifier) @name value: (_)? @binding.value) @definition.variable))
