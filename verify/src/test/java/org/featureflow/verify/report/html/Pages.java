package org.featureflow.verify.report.html;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads pages back by the platform's XML parser, which refuses what is not well-formed. */
final class Pages {

    private Pages() {}

    static Document written(Markup.Body inside) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Page.write(out, "test", inside);
        return parsed(out.toByteArray());
    }

    static Document parsed(byte[] page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(page));
    }

    /** A body as text, without the page around it. */
    static String text(Markup.Body body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Markup.write(out, page -> page.element("div", body));
        String text = out.toString(StandardCharsets.UTF_8);
        return text.substring(text.indexOf("<div>") + "<div>".length(), text.lastIndexOf("</div>"));
    }

    static List<Element> elements(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** The elements of a class. */
    static List<Element> ofClass(Document page, String name) {
        return elements(page, "*").stream()
                .filter(element ->
                        List.of(element.getAttribute("class").split(" ")).contains(name))
                .toList();
    }
}
