(function_declaration name: (identifier) @name parameters: (_) @params body: (_) @body) @definition.function
(generator_function_declaration name: (identifier) @name parameters: (_) @params body: (_) @body) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function parameters: (_)? @params body: (_) @body)
    (function_expression parameters: (_) @params body: (_) @body)
    (generator_function parameters: (_) @params body: (_) @body)
  ]) @definition.function
(pair
  key: (property_identifier) @name
  value: [
    (arrow_function parameters: (_)? @params body: (_) @body)
    (function_expression parameters: (_) @params body: (_) @body)
  ]) @definition.method
(method_definition
  name: [(property_identifier) (private_property_identifier)] @name
  parameters: (_) @params
  body: (_) @body) @definition.method

; Functions put into an object after the fact.
((assignment_expression
  left: (member_expression object: (identifier) @owner property: (property_identifier) @name)
  right: [
    (arrow_function parameters: (_)? @params body: (_) @body)
    (function_expression parameters: (_) @params body: (_) @body)
  ]) @definition.method
  (#not-any-of? @owner "exports" "module"))
((assignment_expression
  left: (member_expression object: (identifier) @_exports property: (property_identifier) @name @exported)
  right: [
    (arrow_function parameters: (_)? @params body: (_) @body)
    (function_expression parameters: (_) @params body: (_) @body)
  ]) @definition.function
  (#eq? @_exports "exports"))
((assignment_expression
  left: (member_expression
    object: (member_expression object: (identifier) @owner property: (property_identifier) @_prototype)
    property: (property_identifier) @name)
  right: (function_expression parameters: (_) @params body: (_) @body)) @definition.method
  (#eq? @_prototype "prototype"))

(class_declaration name: (identifier) @name body: (_) @body) @definition.class
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class
(field_definition
  property: [(property_identifier) (private_property_identifier)] @name
  value: [
    (arrow_function parameters: (_)? @params body: (_) @body)
    (function_expression parameters: (_) @params body: (_) @body)
  ]) @definition.method
(field_definition
  property: [(property_identifier) (private_property_identifier)] @name
  value: (_)? @binding.value) @definition.field
(assignment_expression
  left: (member_expression object: (this) property: [(property_identifier) (private_property_identifier)] @name)
  right: (_) @binding.value) @definition.field

(program (lexical_declaration
  (variable_declarator name: (identifier) @name value: (_)? @binding.value) @definition.constant))
(program (export_statement declaration: (lexical_declaration
  (variable_declarator name: (identifier) @name value: (_)? @binding.value) @definition.constant)))
(program (variable_declaration
  (variable_declarator name: (identifier) @name value: (_)? @binding.value) @definition.variable))
