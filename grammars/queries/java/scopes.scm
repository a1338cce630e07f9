(formal_parameter) @binding
(spread_parameter (variable_declarator name: (identifier) @binding.name))
(local_variable_declaration) @binding
(enhanced_for_statement type: (_) @binding.type name: (identifier) @binding.name)
(resource) @binding
(catch_formal_parameter (catch_type . (_) @binding.type) name: (identifier) @binding.name)
(instanceof_expression right: (_) @binding.type name: (identifier) @binding.name)
(type_pattern (_) @binding.type (identifier) @binding.name)
(record_pattern_component (_) @binding.type (identifier) @binding.name)
(lambda_expression parameters: (identifier) @binding.name)
(inferred_parameters (identifier) @binding.name)
(type_parameter (type_identifier) @binding.name)
