package org.featureflow.verify.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Evidence;

/** Results of claims as JUnit XML, a test case each, for continuous integration. Without times: the file is the same on every machine. */
public final class ClaimsXml {

    private static final String SUITE = "featureflow verify";

    private ClaimsXml() {}

    /**
     * Writes the document.
     *
     * @param out where to; flushed, not closed
     * @param results the results
     * @throws IOException if writing fails
     */
    public static void write(OutputStream out, List<ClaimResult> results) throws IOException {
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newInstance().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            long failures =
                    results.stream().filter(result -> !result.isAsExpected()).count();
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", SUITE);
            xml.writeAttribute("tests", Integer.toString(results.size()));
            xml.writeAttribute("failures", Long.toString(failures));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute("skipped", "0");
            for (ClaimResult result : results) {
                writeCase(xml, result);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException("the XML report could not be written: " + e.getMessage(), e);
        }
    }

    private static void writeCase(XMLStreamWriter xml, ClaimResult result) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", SUITE);
        xml.writeAttribute("name", result.claim().id());
        if (!result.isAsExpected()) {
            xml.writeCharacters("\n    ");
            xml.writeStartElement("failure");
            xml.writeAttribute(
                    "message",
                    result.verdict() + " instead of " + result.claim().expected());
            StringBuilder text = new StringBuilder()
                    .append(result.claim().statement())
                    .append("\ninstance: ")
                    .append(result.decisive());
            for (Evidence evidence : result.outcome().evidence()) {
                text.append('\n').append(evidence.name()).append(": ").append(Rounded.near(evidence.value()));
            }
            xml.writeCharacters(text + "\nrepeat with: featureflow " + String.join(" ", result.replay()));
            xml.writeEndElement();
            xml.writeCharacters("\n  ");
        }
        xml.writeEndElement();
    }
}
