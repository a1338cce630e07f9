(invocation_expression function: [(identifier) @reference.call (generic_name (identifier) @reference.call)] arguments: (_) @arguments)
(invocation_expression
  function: (member_access_expression expression: _ @receiver name: [(identifier) @reference.call (generic_name (identifier) @reference.call)])
  arguments: (_) @arguments)
(invocation_expression
  function: (conditional_access_expression condition: (_) @receiver (member_binding_expression name: [(identifier) @reference.call (generic_name (identifier) @reference.call)]))
  arguments: (_) @arguments)
(object_creation_expression type: [(identifier) @reference.call (generic_name (identifier) @reference.call)] arguments: (_)? @arguments)
(object_creation_expression type: (qualified_name qualifier: (_) @receiver name: [(identifier) @reference.call (generic_name (identifier) @reference.call)]) arguments: (_)? @arguments)

(class_declaration (base_list . [(identifier) @reference.extends (generic_name (identifier) @reference.extends)]))
(class_declaration (base_list . (qualified_name qualifier: (_) @receiver name: (identifier) @reference.extends)))
(class_declaration (base_list (_) . [(identifier) @reference.implements (generic_name (identifier) @reference.implements)]))
(class_declaration (base_list (_) . (qualified_name qualifier: (_) @receiver name: (identifier) @reference.implements)))
(record_declaration (base_list [(identifier) @reference.extends (generic_name (identifier) @reference.extends)]))
(record_declaration (base_list (primary_constructor_base_type type: (identifier) @reference.extends)))
(class_declaration (base_list (primary_constructor_base_type type: (identifier) @reference.extends)))
(struct_declaration (base_list [(identifier) @reference.implements (generic_name (identifier) @reference.implements)]))
(interface_declaration (base_list [(identifier) @reference.extends (generic_name (identifier) @reference.extends)]))

(attribute name: (identifier) @reference.type)
(qualified_name qualifier: (_) @receiver name: [(identifier) @reference.type (generic_name (identifier) @reference.type)])
(generic_name (identifier) @reference.type)
(type_argument_list (identifier) @reference.type)
; A wildcard over one concrete child starts at that child; this one stands for a dozen parents.
(_ type: (identifier) @reference.type)
(method_declaration returns: (identifier) @reference.type)
(as_expression right: (identifier) @reference.type)
(is_expression right: (identifier) @reference.type)

(member_access_expression expression: _ @receiver name: (identifier) @reference.value)
(object_creation_expression type: (_) @receiver initializer: (initializer_expression (assignment_expression left: (identifier) @reference.value)))
(conditional_access_expression condition: (_) @receiver (member_binding_expression name: (identifier) @reference.value))
(identifier) @reference.value
(argument name: (identifier) @ignore)
(preproc_pragma (identifier) @ignore)
