// Reads what the consumer's author would read.
def read = { test, path -> new File(basedir, "target/surefire-reports/TEST-app.tests.${test}-${path}.xml") }

['module-path', 'class-path'].each { path ->
    def passed = new groovy.xml.XmlSlurper().parse(read('ConvexOptimumProperties', path))
    assert passed.@tests == '1' && passed.@failures == '0' && passed.@errors == '0'
    def onModulePath = passed.properties.property.any { it.@name == 'jdk.module.path' }
    assert onModulePath == (path == 'module-path') : "the test on the ${path} ran elsewhere"

    def failed = new groovy.xml.XmlSlurper().parse(read('FalseStatementProperties', path))
    assert failed.@failures == '1'
    def message = failed.testcase.failure.@message.text()
    [
        'Expecting a flow that converged to within 1.0E-8 of the convex optimum, but the verdict is REFUTED',
        'STATIONARY_ABOVE_OPTIMUM',
        'excess lower',
        'velocity',
        'CONFLICTING samples of',
        'Instance.of(new InstanceSpec(',
    ].each { assert message.contains(it) : "missing from the message: ${it}\n${message}" }
    def lower = (message =~ /excess lower\s+(\S+)/)[0][1] as double
    assert lower > 1e-8 : 'a refutation needs a proved excess'
}
return true
