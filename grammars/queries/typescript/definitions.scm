(function_declaration
  name: (identifier) @name
  parameters: (_) @params
  return_type: (_)? @type
  body: (_) @body) @definition.function
(generator_function_declaration
  name: (identifier) @name
  parameters: (_) @params
  return_type: (_)? @type
  body: (_) @body) @definition.function
(function_signature name: (identifier) @name parameters: (_) @params return_type: (_)? @type) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function parameters: (_)? @params return_type: (_)? @type body: (_) @body)
    (function_expression parameters: (_) @params return_type: (_)? @type body: (_) @body)
    (generator_function parameters: (_) @params return_type: (_)? @type body: (_) @body)
  ]) @definition.function
(pair
  key: (property_identifier) @name
  value: [
    (arrow_function parameters: (_)? @params return_type: (_)? @type body: (_) @body)
    (function_expression parameters: (_) @params return_type: (_)? @type body: (_) @body)
  ]) @definition.method
(method_definition
  (accessibility_modifier)? @_access
  name: [(property_identifier) (private_property_identifier)] @name
  parameters: (_) @params
  return_type: (_)? @type
  body: (_) @body) @definition.method
(method_signature
  name: (property_identifier) @name
  parameters: (_) @params
  return_type: (_)? @type) @definition.method
(abstract_method_signature
  name: (property_identifier) @name
  parameters: (_) @params
  return_type: (_)? @type) @definition.method
((assignment_expression
  left: (member_expression object: (identifier) @owner property: (property_identifier) @name)
  right: [
    (arrow_function parameters: (_)? @params return_type: (_)? @type body: (_) @body)
    (function_expression parameters: (_) @params return_type: (_)? @type body: (_) @body)
  ]) @definition.method
  (#not-any-of? @owner "exports" "module"))
((assignment_expression
  left: (member_expression object: (identifier) @_exports property: (property_identifier) @name @exported)
  right: [
    (arrow_function parameters: (_)? @params return_type: (_)? @type body: (_) @body)
    (function_expression parameters: (_) @params return_type: (_)? @type body: (_) @body)
  ]) @definition.function
  (#eq? @_exports "exports"))

(class_declaration name: (type_identifier) @name body: (_) @body) @definition.class
(abstract_class_declaration name: (type_identifier) @name body: (_) @body) @definition.class
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class
(interface_declaration name: (type_identifier) @name body: (_) @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum
(enum_body name: (property_identifier) @name @definition.variant)
(enum_body (enum_assignment name: (property_identifier) @name) @definition.variant)
(type_alias_declaration name: (type_identifier) @name value: (_) @type) @definition.type
(internal_module name: (identifier) @name body: (_) @body) @definition.module
(module name: (identifier) @name body: (_) @body) @definition.module

(public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name
  value: [
    (arrow_function parameters: (_)? @params return_type: (_)? @type body: (_) @body)
    (function_expression parameters: (_) @params return_type: (_)? @type body: (_) @body)
  ]) @definition.method
(public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name
  type: (_)? @type
  value: (_)? @binding.value) @definition.field
(interface_body (property_signature name: (property_identifier) @name type: (_)? @type) @definition.field)
(type_alias_declaration value: (object_type
  (property_signature name: (property_identifier) @name type: (_)? @type) @definition.field))
(required_parameter
  (accessibility_modifier)
  pattern: (identifier) @name
  type: (_)? @type) @definition.field

(program (lexical_declaration
  (variable_declarator name: (identifier) @name type: (_)? @type value: (_)? @binding.value) @definition.constant))
(export_statement declaration: (lexical_declaration
  (variable_declarator name: (identifier) @name type: (_)? @type value: (_)? @binding.value) @definition.constant))
(program (variable_declaration
  (variable_declarator name: (identifier) @name type: (_)? @type value: (_)? @binding.value) @definition.variable))
