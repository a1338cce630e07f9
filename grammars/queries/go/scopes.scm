(parameter_declaration name: (identifier) @binding.name type: (_) @binding.type)
(variadic_parameter_declaration name: (identifier) @binding.name)
(type_parameter_declaration name: (identifier) @binding.name type: (_) @binding.type)
(short_var_declaration
  left: (expression_list . (identifier) @binding.name)
  right: (expression_list . (_) @binding.value))
(short_var_declaration left: (expression_list (identifier) @binding.name))
(var_spec name: (identifier) @binding.name type: (_)? @binding.type value: (expression_list . (_) @binding.value)?)
(const_spec name: (identifier) @binding.name type: (_)? @binding.type)
(range_clause left: (expression_list (identifier) @binding.name))
(receive_statement left: (expression_list (identifier) @binding.name))
(type_switch_statement alias: (expression_list (identifier) @binding.name))
(short_var_declaration
  left: (expression_list . (identifier) @binding.name)
  right: (expression_list . (type_assertion_expression type: (_) @binding.type)))
(method_declaration receiver: (parameter_list (parameter_declaration
  type: [
    (generic_type type_arguments: (type_arguments (type_elem (type_identifier) @binding.name)))
    (pointer_type (generic_type type_arguments: (type_arguments (type_elem (type_identifier) @binding.name))))
  ])))
