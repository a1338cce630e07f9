(optional_parameter_declaration) @binding
(variadic_parameter_declaration) @binding
(for_range_loop) @binding
(lambda_capture_initializer left: (identifier) @binding.name)
(type_parameter_declaration (type_identifier) @binding.name)
(optional_type_parameter_declaration) @binding
