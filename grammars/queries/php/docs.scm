(comment) @comment
(attribute (name) @test (#any-of? @test "Test" "DataProvider"))
