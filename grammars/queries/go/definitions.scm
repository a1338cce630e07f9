(function_declaration
  name: (identifier) @name
  parameters: (parameter_list) @params
  result: (_)? @type
  body: (block)? @body) @definition.function

(method_declaration
  receiver: (parameter_list (parameter_declaration
    name: (identifier)? @this
    type: [
      (type_identifier) @owner
      (pointer_type (type_identifier) @owner)
      (generic_type type: (type_identifier) @owner)
      (pointer_type (generic_type type: (type_identifier) @owner))
    ]))
  name: (field_identifier) @name
  parameters: (parameter_list) @params
  result: (_)? @type
  body: (block)? @body) @definition.method

(type_declaration) @wrapper
(type_spec name: (type_identifier) @name type: (struct_type (field_declaration_list) @body)) @definition.struct
(type_spec name: (type_identifier) @name type: (interface_type) @body) @definition.interface
(type_spec
  name: (type_identifier) @name
  type: [
    (type_identifier) (qualified_type) (pointer_type) (generic_type) (slice_type) (array_type) (map_type)
    (channel_type) (function_type)
  ] @type) @definition.type
(type_alias name: (type_identifier) @name type: (_) @type) @definition.type

(field_declaration name: (field_identifier) @name type: (_) @type) @definition.field
(method_elem name: (field_identifier) @name parameters: (_) @params result: (_)? @type) @definition.method

(source_file (const_declaration) @wrapper)
(source_file (var_declaration) @wrapper)
(source_file (const_declaration
  (const_spec name: (identifier) @name type: (_)? @type) @definition.constant))
(source_file (var_declaration
  (var_spec name: (identifier) @name type: (_)? @type value: (expression_list . (_) @binding.value)?) @definition.variable))
(source_file (var_declaration (var_spec_list
  (var_spec name: (identifier) @name type: (_)? @type value: (expression_list . (_) @binding.value)?) @definition.variable)))
