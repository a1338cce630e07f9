; Plain declarations; their names, parameters, types and bodies are read from their fields.
(function_signature) @definition.function
(method_signature) @definition.method
(abstract_method_signature) @definition.method
(abstract_class_declaration) @definition.class
(interface_declaration) @definition.interface
(enum_declaration) @definition.enum
(internal_module) @definition.module
(module) @definition.module
(public_field_definition) @definition.field

(public_field_definition name: (_) @name value: [(arrow_function) (function_expression)]) @definition.method
(enum_body name: (property_identifier) @name @definition.variant)
(enum_body (enum_assignment name: (property_identifier) @name) @definition.variant)
(type_alias_declaration name: (type_identifier) @name value: (_) @type) @definition.type
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
