((attribute (attribute_name) @_id (quoted_attribute_value (attribute_value) @name)) @definition.entry (#eq? @_id "id"))
