<?php
declare(strict_types=1);

/**
 * Contacts in an SQLite file, with what a synchronisation asks for: every change has a number of
 * its own, and what is deleted leaves a mark.
 *
 * A contact is an array whose keys are property names of Horde_ActiveSync_Message_Contact.
 */
final class Mailbox
{
    private PDO $database;

    public function __construct(string $file)
    {
        $this->database = new PDO('sqlite:' . $file);
        $this->database->exec('PRAGMA busy_timeout = 5000');
        $this->database->exec(
            'CREATE TABLE IF NOT EXISTS contact (
                number INTEGER PRIMARY KEY,
                owner TEXT NOT NULL, uid TEXT NOT NULL,
                added INTEGER NOT NULL, changed INTEGER NOT NULL, properties TEXT,
                UNIQUE (owner, uid))'
        );
    }

    /** Adds the contact, or replaces it. */
    public function put(string $owner, string $uid, string $json): void
    {
        json_decode($json, true, 32, JSON_THROW_ON_ERROR);
        $this->run(
            'INSERT INTO contact (owner, uid, added, changed, properties)
             VALUES (:owner, :uid, :now, :now, :properties)
             ON CONFLICT (owner, uid) DO UPDATE SET changed = :now, properties = :properties,
               added = CASE WHEN properties IS NULL THEN :now ELSE added END',
            ['owner' => $owner, 'uid' => $uid, 'now' => $this->latest() + 1, 'properties' => $json]
        );
    }

    /** @return bool Whether there was such a contact. */
    public function delete(string $owner, string $uid): bool
    {
        return $this->run(
            'UPDATE contact SET changed = :now, properties = NULL
             WHERE owner = :owner AND uid = :uid AND properties IS NOT NULL',
            ['owner' => $owner, 'uid' => $uid, 'now' => $this->latest() + 1]
        )->rowCount() > 0;
    }

    /** The number of the newest change; 0 where nothing ever happened. */
    public function latest(): int
    {
        return (int)$this->run('SELECT max(changed) FROM contact')->fetchColumn();
    }

    /** @return list<array{uid: string, added: int, changed: int, deleted: int}> oldest first */
    public function changes(string $owner, int $after, int $upTo): array
    {
        return $this->run(
            'SELECT uid, added, changed, properties IS NULL AS deleted FROM contact
             WHERE owner = :owner AND changed > :after AND changed <= :upTo ORDER BY changed',
            ['owner' => $owner, 'after' => $after, 'upTo' => $upTo]
        )->fetchAll(PDO::FETCH_ASSOC);
    }

    /** @return ?array the properties, and the number of the last change under the key '@changed' */
    public function contact(string $owner, string $uid): ?array
    {
        $row = $this->run(
            'SELECT changed, properties FROM contact WHERE owner = :owner AND uid = :uid',
            ['owner' => $owner, 'uid' => $uid]
        )->fetch(PDO::FETCH_ASSOC);
        if (!$row || $row['properties'] === null) {
            return null;
        }
        return json_decode($row['properties'], true) + ['@changed' => (int)$row['changed']];
    }

    private function run(string $sql, array $values = []): PDOStatement
    {
        $statement = $this->database->prepare($sql);
        foreach ($values as $name => $value) {
            $statement->bindValue($name, $value, is_int($value) ? PDO::PARAM_INT : PDO::PARAM_STR);
        }
        $statement->execute();
        return $statement;
    }
}
