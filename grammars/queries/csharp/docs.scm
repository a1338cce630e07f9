(comment) @comment
(attribute name: (identifier) @test (#any-of? @test "Fact" "Theory" "Test" "TestCase" "TestMethod" "DataTestMethod" "SetUp" "TearDown" "TestInitialize" "TestCleanup" "TestCaseSource"))
