(class_declaration name: (name) @name body: (_) @body) @definition.class
(interface_declaration name: (name) @name body: (_) @body) @definition.interface
(trait_declaration name: (name) @name body: (_) @body) @definition.trait
(enum_declaration name: (name) @name body: (_) @body) @definition.enum
(enum_case name: (name) @name) @definition.variant
(function_definition name: (name) @name parameters: (_) @params return_type: (_)? @type body: (_) @body) @definition.function
((method_declaration name: (name) @name) @definition.constructor (#eq? @name "__construct"))
(method_declaration name: (name) @name parameters: (_) @params return_type: (_)? @type body: (_)? @body) @definition.method
(property_declaration type: (_)? @type (property_element name: (variable_name (name) @name))) @definition.field
(property_promotion_parameter type: (_)? @type name: (variable_name (name) @name)) @definition.field
((assignment_expression left: (member_access_expression object: (variable_name) @_this name: (name) @name) right: (_) @binding.value) @definition.field
  (#eq? @_this "$this"))
(class_declaration body: (declaration_list (const_declaration (const_element . (name) @name)) @definition.constant))
(interface_declaration body: (declaration_list (const_declaration (const_element . (name) @name)) @definition.constant))
(program (const_declaration (const_element . (name) @name)) @definition.constant)
((function_call_expression function: (name) @_define arguments: (arguments . (argument (string (string_content) @name)))) @definition.constant
  (#eq? @_define "define"))
(method_declaration (visibility_modifier "private" @private))
(property_declaration (visibility_modifier "private" @private))
