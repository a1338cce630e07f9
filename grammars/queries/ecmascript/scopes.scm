(arrow_function parameter: (identifier) @binding.name)
(assignment_pattern left: (identifier) @binding.name right: (_) @binding.value)
(rest_pattern (identifier) @binding.name)
(array_pattern (identifier) @binding.name)
(object_pattern (shorthand_property_identifier_pattern) @binding.name)
(object_assignment_pattern left: (shorthand_property_identifier_pattern) @binding.name)
(pair_pattern value: (identifier) @binding.name)
(for_in_statement left: (identifier) @binding.name)
(catch_clause parameter: (identifier) @binding.name)
(function_expression name: (identifier) @binding.name)

; `export default` binds the name `default` to what it exports.
(export_statement "default" @binding.name declaration: (_ name: (_) @binding.type))
(export_statement "default" @binding.name value: (identifier) @binding.type)
