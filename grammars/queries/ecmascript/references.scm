(identifier) @reference.value
(shorthand_property_identifier) @reference.value
(member_expression object: (_) @receiver property: (property_identifier) @reference.value)

(call_expression function: (identifier) @reference.call arguments: (_) @arguments)
(call_expression
  function: (member_expression object: (_) @receiver property: [(property_identifier) (private_property_identifier)] @reference.call)
  arguments: (_) @arguments)
(new_expression constructor: (identifier) @reference.call arguments: (_)? @arguments)
(new_expression
  constructor: (member_expression object: (_) @receiver property: (property_identifier) @reference.call)
  arguments: (_)? @arguments)
