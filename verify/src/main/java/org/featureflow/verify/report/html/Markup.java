package org.featureflow.verify.report.html;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes elements and texts in the order of the calls; texts and attributes are escaped. */
public final class Markup {

    private final XMLStreamWriter xml;

    private Markup(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** Writes what stands inside an element. */
    @FunctionalInterface
    public interface Body {

        /**
         * Writes elements and texts.
         *
         * @param markup the writer, inside the element
         * @throws IOException if writing fails
         */
        void write(Markup markup) throws IOException;
    }

    /** One call of the XML writer. */
    @FunctionalInterface
    private interface Call {
        void run() throws XMLStreamException;
    }

    /**
     * Writes an HTML document.
     *
     * @param out where to; flushed, not closed
     * @param body the document's outermost element
     * @throws IOException if writing fails
     */
    static void write(OutputStream out, Body body) throws IOException {
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            xml.writeDTD("<!DOCTYPE html>");
            xml.writeCharacters("\n");
            body.write(new Markup(xml));
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    /**
     * An element with content.
     *
     * @param name its name
     * @param body its content
     * @param attributes names and values of its attributes in turn
     * @throws IOException if writing fails
     */
    public void element(String name, Body body, String... attributes) throws IOException {
        call(() -> xml.writeStartElement(name));
        attributes(attributes);
        body.write(this);
        call(xml::writeEndElement);
    }

    /**
     * An element with a text.
     *
     * @param name its name
     * @param text the text
     * @param attributes names and values of its attributes in turn
     * @throws IOException if writing fails
     */
    public void element(String name, String text, String... attributes) throws IOException {
        element(name, inner -> inner.text(text), attributes);
    }

    /**
     * An element that has no content and no end tag in HTML, or one of SVG.
     *
     * @param name its name
     * @param attributes names and values of its attributes in turn
     * @throws IOException if writing fails
     */
    public void empty(String name, String... attributes) throws IOException {
        call(() -> xml.writeEmptyElement(name));
        attributes(attributes);
    }

    /**
     * A text.
     *
     * @param text the text
     * @throws IOException if writing fails
     */
    public void text(String text) throws IOException {
        call(() -> xml.writeCharacters(text));
    }

    private void attributes(String... attributes) throws IOException {
        for (int i = 0; i < attributes.length; i += 2) {
            String name = attributes[i];
            String value = attributes[i + 1];
            call(() -> xml.writeAttribute(name, value));
        }
    }

    private static void call(Call call) throws IOException {
        try {
            call.run();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    private static IOException failure(XMLStreamException e) {
        return new IOException("the page could not be written: " + e.getMessage(), e);
    }
}
