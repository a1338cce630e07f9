(parameter_declaration type: (_) @binding.type declarator: (reference_declarator (identifier) @binding.name))
(optional_parameter_declaration type: (_) @binding.type declarator: [
  (identifier) @binding.name
  (pointer_declarator declarator: (identifier) @binding.name)
  (reference_declarator (identifier) @binding.name)
])
(variadic_parameter_declaration declarator: (variadic_declarator (identifier) @binding.name))
(compound_statement (declaration type: (_) @binding.type declarator: [
  (init_declarator declarator: (reference_declarator (identifier) @binding.name) value: (_) @binding.value)
  (init_declarator declarator: (structured_binding_declarator (identifier) @binding.name))
]))
(for_range_loop type: (_) @binding.type declarator: [
  (identifier) @binding.name
  (reference_declarator (identifier) @binding.name)
  (pointer_declarator declarator: (identifier) @binding.name)
  (structured_binding_declarator (identifier) @binding.name)
  (reference_declarator (structured_binding_declarator (identifier) @binding.name))
])
(condition_clause value: (declaration type: (_) @binding.type declarator: [(identifier) (pointer_declarator declarator: (identifier) @binding.name)] value: (_) @binding.value))
(init_statement (declaration type: (_) @binding.type declarator: (init_declarator declarator: (identifier) @binding.name value: (_) @binding.value)))
(lambda_capture_initializer left: (identifier) @binding.name)
(type_parameter_declaration (type_identifier) @binding.name)
(optional_type_parameter_declaration name: (type_identifier) @binding.name)
