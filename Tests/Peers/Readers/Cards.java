import ezvcard.VCard;
import ezvcard.ValidationWarnings;
import ezvcard.io.ParseWarning;
import ezvcard.io.json.JCardWriter;
import ezvcard.io.text.VCardReader;
import java.io.File;
import java.io.PrintStream;
import java.io.StringWriter;

/**
 * {@code Cards FILE}: reads vCards by ez-vcard and prints what it understood as one jCard document
 * (RFC 7095): properties that it has no class for are of the type "unknown", still escaped.
 *
 * <p>{@code Cards --warnings FILE}: prints instead a line for each thing that its reader or its
 * validator found wrong: the number of the card, the property, the code, and the words.
 */
class Cards {
  public static void main(String[] arguments) throws Exception {
    boolean warns = arguments[0].equals("--warnings");
    PrintStream output = new PrintStream(System.out, false, "UTF-8");
    StringWriter document = new StringWriter();
    try (VCardReader reader = new VCardReader(new File(arguments[arguments.length - 1]));
        JCardWriter writer =
            new JCardWriter(document, true)) {
      writer.setAddProdId(false);
      writer.setVersionStrict(false);
      VCard card;
      for (int number = 0; (card = reader.readNext()) != null; number++) {
        if (!warns) {
          writer.write(card);
          continue;
        }
        for (ParseWarning warning : reader.getWarnings()) {
          print(output, number, warning.getPropertyName(), "P", warning.getCode(),
              warning.getMessage());
        }
        ValidationWarnings warnings = card.validate(card.getVersion());
        for (var entry : warnings) {
          String property =
              entry.getKey() == null ? "card" : entry.getKey().getClass().getSimpleName();
          for (var warning : entry.getValue()) {
            print(output, number, property, "W", warning.getCode(), warning.getMessage());
          }
        }
      }
    }
    if (!warns) output.print(inASCII(document.toString()));
    output.flush();
  }

  /** The same document of JSON: some readers of it take byte order marks away. */
  private static String inASCII(String json) {
    StringBuilder text = new StringBuilder();
    for (char character : json.toCharArray()) {
      if (character < 0x80) text.append(character);
      else text.append(String.format("\\u%04x", (int) character));
    }
    return text.toString();
  }

  private static void print(
      PrintStream output, int card, String property, String kind, Integer code, String message) {
    output.println(
        card + "\t" + property + "\t" + kind + code + "\t" + message.replaceAll("\\s+", " "));
  }
}
