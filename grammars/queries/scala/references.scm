(call_expression function: (identifier) @reference.call arguments: (_) @arguments)
(call_expression function: (field_expression value: (_) @receiver field: (identifier) @reference.call) arguments: (_) @arguments)
(call_expression function: (generic_function function: (identifier) @reference.call) arguments: (_) @arguments)
(call_expression function: (generic_function function: (field_expression value: (_) @receiver field: (identifier) @reference.call)) arguments: (_) @arguments)
(generic_function function: (field_expression value: (_) @receiver field: (identifier) @reference.call))
(infix_expression left: (_) @receiver operator: (identifier) @reference.call)
(instance_expression [(type_identifier) @reference.call (generic_type type: (type_identifier) @reference.call)] arguments: (_)? @arguments)
(instance_expression (stable_type_identifier (_) @receiver (type_identifier) @reference.call .) arguments: (_)? @arguments)

(extends_clause . type: [(type_identifier) @reference.extends (generic_type type: (type_identifier) @reference.extends)])
(extends_clause "with" . type: [(type_identifier) @reference.implements (generic_type type: (type_identifier) @reference.implements)])
(extends_clause type: (stable_type_identifier (_) @receiver (type_identifier) @reference.extends .))

(stable_type_identifier (_) @receiver (type_identifier) @reference.type .)
(type_identifier) @reference.type
(annotation name: (type_identifier) @reference.type)
(field_expression value: (_) @receiver field: (identifier) @reference.value)
(identifier) @reference.value
(arguments (assignment_expression left: (identifier) @ignore))
