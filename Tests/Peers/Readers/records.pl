# records.pl FILE: reads LDIF by Net::LDAP::LDIF and prints what it understood as JSON, every name
# and value in base 64: [{"dn": ..., "changetype": ..., "attributes": [[name, [value, ...]], ...]}]
use strict;
use warnings;
use JSON::PP;
use MIME::Base64;
use Net::LDAP::LDIF;

sub spelled { return encode_base64(shift // '', '') }

sub attributes {
  my ($entry) = @_;
  return [map { [$_, [map { spelled($_) } $entry->get_value($_)]] } $entry->attributes];
}

my $ldif = Net::LDAP::LDIF->new($ARGV[0], 'r', onerror => 'die');
my @records;
until ($ldif->eof) {
  my $entry = $ldif->read_entry or last;
  my %record = (dn => spelled($entry->dn), changetype => $entry->changetype);
  if ($entry->changetype eq 'modify') {
    $record{attributes} = [];
    my @changes = $entry->changes;
    while (my ($kind, $list) = splice @changes, 0, 2) {
      my @list = @$list;
      while (my ($name, $values) = splice @list, 0, 2) {
        push @{ $record{attributes} }, ["$kind $name", [map { spelled($_) } @$values]];
      }
    }
  } else {
    $record{attributes} = attributes($entry);
  }
  push @records, \%record;
}
print encode_json(\@records);
