(parameter name: (simple_identifier) @binding.name . name: (_) @binding.type)
(parameter external_name: (simple_identifier) @ignore)
(if_statement) @binding
(guard_statement) @binding
(lambda_parameter name: (simple_identifier) @binding.name . name: (_)? @binding.type)
(pattern bound_identifier: (simple_identifier) @binding.name)
(catch_block error: (pattern (pattern bound_identifier: (simple_identifier) @binding.name) name: (_) @binding.type))
(type_parameter (type_identifier) @binding.name)
