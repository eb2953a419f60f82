import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.ArrayDeque;
import java.util.TreeMap;

/**
 * Prints message, number, name and type of all fields of which a BuildEvent is made, and enum,
 * number, name and "value" of all values of their enums.
 */
public class DumpFields {
  private static final String ROOT =
      "com.google.devtools.build.lib.buildeventstream.BuildEventStreamProtos$BuildEvent";

  public static void main(String[] arguments) throws Exception {
    ArrayDeque<Descriptor> open = new ArrayDeque<>();
    open.add((Descriptor) Class.forName(ROOT).getMethod("getDescriptor").invoke(null));
    TreeMap<String, Descriptor> messages = new TreeMap<>();
    TreeMap<String, EnumDescriptor> enums = new TreeMap<>();
    while (!open.isEmpty()) {
      Descriptor message = open.remove();
      if (messages.putIfAbsent(message.getFullName(), message) == null) {
        for (FieldDescriptor field : message.getFields()) {
          if (field.getJavaType() == JavaType.MESSAGE) {
            open.add(field.getMessageType());
          } else if (field.getJavaType() == JavaType.ENUM) {
            enums.put(field.getEnumType().getFullName(), field.getEnumType());
          }
        }
      }
    }
    for (Descriptor message : messages.values()) {
      for (FieldDescriptor field : message.getFields()) {
        System.out.printf(
            "%s\t%d\t%s\t%s%s%n",
            message.getFullName(),
            field.getNumber(),
            field.getName(),
            field.isRepeated() ? "repeated " : "",
            type(field));
      }
    }
    for (EnumDescriptor type : enums.values()) {
      for (EnumValueDescriptor value : type.getValues()) {
        System.out.printf(
            "%s\t%d\t%s\tvalue%n", type.getFullName(), value.getNumber(), value.getName());
      }
    }
  }

  private static String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> "enum " + field.getEnumType().getFullName();
      default -> field.getType().toString().toLowerCase();
    };
  }
}
