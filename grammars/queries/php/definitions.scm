(class_declaration) @definition.class
(interface_declaration) @definition.interface
(trait_declaration) @definition.trait
(enum_declaration) @definition.enum
(enum_case name: (name) @name) @definition.variant
(function_definition) @definition.function
(method_declaration) @definition.method
(property_declaration type: (_)? @type (property_element name: (variable_name (name) @name))) @definition.field
(property_promotion_parameter type: (_)? @type name: (variable_name (name) @name)) @definition.field
((assignment_expression left: (member_access_expression object: (variable_name) @_this name: (name) @name) right: (_) @binding.value) @definition.field
  (#eq? @_this "$this"))
(class_declaration body: (declaration_list (const_declaration (const_element . (name) @name)) @definition.constant))
(interface_declaration body: (declaration_list (const_declaration (const_element . (name) @name)) @definition.constant))
(program (const_declaration (const_element . (name) @name)) @definition.constant)
((function_call_expression function: (name) @_define arguments: (arguments . (argument (string) @name))) @definition.constant
  (#eq? @_define "define"))
(method_declaration (visibility_modifier "private" @private))
(property_declaration (visibility_modifier "private" @private))
