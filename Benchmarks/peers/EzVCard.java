import ezvcard.Ezvcard;
import ezvcard.VCard;
import ezvcard.VCardVersion;
import ezvcard.io.text.VCardReader;
import ezvcard.io.text.VCardWriter;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.List;

/**
 * ez-vcard as cardferry-bench measures it: {@code java -cp ... EzVCard.java FILE}.
 *
 * <p>Reads the cards of FILE, prints one line that tells what this is, how many cards there are and
 * how many bytes it makes of them, and writes them until the compiler has nothing more to improve.
 * From then on each line on standard input is answered with the seconds that one pass over all
 * cards took: written as vCard 4.0, as bytes of UTF-8 into nothing, by one writer.
 */
final class EzVCard {
  private static final int WARM_UP_PASSES = 10;
  private static final long WARM_UP_NANOSECONDS = 5_000_000_000L;

  public static void main(String[] arguments) throws IOException {
    List<VCard> cards;
    try (VCardReader reader = new VCardReader(new File(arguments[0]))) {
      cards = reader.readAll();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(cards, bytes);
    System.out.printf(
        "ez-vcard %s on Java %s\t%d\t%d%n",
        Ezvcard.VERSION, System.getProperty("java.version"), cards.size(),
        bytes.size());

    long start = System.nanoTime();
    for (int pass = 0;
        pass < WARM_UP_PASSES || System.nanoTime() - start < WARM_UP_NANOSECONDS;
        pass++) {
      write(cards, OutputStream.nullOutputStream());
    }
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
    while (questions.readLine() != null) {
      start = System.nanoTime();
      write(cards, OutputStream.nullOutputStream());
      System.out.println((System.nanoTime() - start) / 1e9);
    }
  }

  private static void write(List<VCard> cards, OutputStream target) throws IOException {
    try (VCardWriter writer = new VCardWriter(target, VCardVersion.V4_0)) {
      // Not a PRODID of its own: the cards have one.
      writer.setAddProdId(false);
      writer.setCaretEncodingEnabled(true);
      for (VCard card : cards) writer.write(card);
    }
  }
}
