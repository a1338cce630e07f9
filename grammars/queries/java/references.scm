(method_invocation object: (_)? @receiver name: (identifier) @reference.call arguments: (_) @arguments)
(method_reference . (_) @receiver (identifier) @reference.call .)
(object_creation_expression type: (type_identifier) @reference.call arguments: (_) @arguments)
(object_creation_expression type: (generic_type (type_identifier) @reference.call) arguments: (_) @arguments)
(object_creation_expression type: (scoped_type_identifier (_) @receiver (type_identifier) @reference.call .) arguments: (_) @arguments)

(superclass [(type_identifier) @reference.extends (generic_type . (type_identifier) @reference.extends)])
(superclass (scoped_type_identifier (_) @receiver (type_identifier) @reference.extends .))
(extends_interfaces (type_list [(type_identifier) @reference.extends (generic_type . (type_identifier) @reference.extends)]))
(super_interfaces (type_list [(type_identifier) @reference.implements (generic_type . (type_identifier) @reference.implements)]))
(super_interfaces (type_list (scoped_type_identifier (_) @receiver (type_identifier) @reference.implements .)))

(marker_annotation name: (identifier) @reference.type)
(annotation name: (identifier) @reference.type)
(scoped_type_identifier (_) @receiver (type_identifier) @reference.type .)
(type_identifier) @reference.type

(field_access object: (_) @receiver field: (identifier) @reference.value)
(identifier) @reference.value
