<?php
declare(strict_types=1);

/**
 * A small ActiveSync server around Horde's library, for PHP's own web server:
 *
 *   php front.php                          makes the library's tables
 *   php -S 127.0.0.1:PORT front.php        serves
 *
 *   POST|OPTIONS /Microsoft-Server-ActiveSync    the protocol
 *   PUT /contacts/OWNER/UID                      adds or replaces a contact (JSON, see Mailbox)
 *   DELETE /contacts/OWNER/UID                   deletes it
 *
 * The environment: HORDE_DIRECTORY holds what it writes: databases, and log/access.log with a line
 * a request (method, command or path, protocol version, status). HORDE_PROVISIONING is empty,
 * loose or force; HORDE_POLICY a JSON object of policies (Horde_ActiveSync_Policies);
 * HORDE_VERSION the highest protocol version.
 */

// The library is older than the PHP of its package.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_NOTICE & ~E_WARNING);
ini_set('display_errors', '0');
date_default_timezone_set('UTC');

spl_autoload_register(function (string $class): void {
    $file = '/usr/share/php/' . strtr($class, '_\\', '//') . '.php';
    if (is_file($file)) {
        require $file;
    }
});
require __DIR__ . '/Mailbox.php';
require __DIR__ . '/Backend.php';

/** The library throws it; the package that defines it brings all of Horde. */
if (!class_exists('Horde_Exception_AuthenticationFailure')) {
    class Horde_Exception_AuthenticationFailure extends Horde_Exception
    {
    }
}

final class FileLog implements Horde_ActiveSync_Interface_LoggerFactory
{
    public function __construct(private string $file)
    {
    }

    public function create($properties = [])
    {
        $handler = new Horde_ActiveSync_Log_Handler(fopen($this->file, 'a'));
        return new Horde_ActiveSync_Log_Logger($handler);
    }
}

$directory = getenv('HORDE_DIRECTORY');
$state = new Horde_Db_Adapter_Pdo_Sqlite(
    ['dbname' => "$directory/state.db", 'charset' => 'utf-8']
);
$mailbox = new Mailbox("$directory/contacts.db");
if (PHP_SAPI === 'cli') {
    (new Horde_Db_Migration_Migrator($state, null, [
        'migrationsPath' => '/usr/share/php/data/Horde_ActiveSync/migration',
        'schemaTableName' => 'schema_version',
    ]))->up();
    exit;
}

$method = $_SERVER['REQUEST_METHOD'];
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
register_shutdown_function(function () use ($directory, $method, $path): void {
    $line = [
        $method, $_GET['Cmd'] ?? $path, $_SERVER['HTTP_MS_ASPROTOCOLVERSION'] ?? '-',
        http_response_code(),
    ];
    file_put_contents("$directory/log/access.log", implode(' ', $line) . "\n", FILE_APPEND);
});

if (preg_match('#^/contacts/([^/]+)/([^/]+)$#', $path, $parts)) {
    [$owner, $uid] = [rawurldecode($parts[1]), rawurldecode($parts[2])];
    if ($method === 'PUT') {
        $mailbox->put($owner, $uid, file_get_contents('php://input'));
        http_response_code(204);
    } else {
        http_response_code($method === 'DELETE' && $mailbox->delete($owner, $uid) ? 204 : 404);
    }
    return;
}
if (strcasecmp($path, '/Microsoft-Server-ActiveSync') !== 0) {
    http_response_code(404);
    return;
}

$input = fopen('php://temp', 'r+');
fwrite($input, file_get_contents('php://input'));
rewind($input);
$deviceState = new Horde_ActiveSync_State_Sql(['db' => $state]);
$server = new Horde_ActiveSync(
    new Backend($deviceState, $mailbox, [
        'provisioning' => (string)getenv('HORDE_PROVISIONING'),
        'policy' => json_decode(getenv('HORDE_POLICY') ?: '[]', true, 8, JSON_THROW_ON_ERROR),
        'version' => (string)getenv('HORDE_VERSION'),
    ]),
    new Horde_ActiveSync_Wbxml_Decoder($input),
    new Horde_ActiveSync_Wbxml_Encoder(fopen('php://output', 'w')),
    $deviceState,
    new Horde_Controller_Request_Http()
);
$server->setLogger(new FileLog("$directory/log/activesync.log"));

// The answer is held back until its status is known.
ob_start();
$type = 'text/plain';
try {
    $answer = $method === 'OPTIONS'
        ? $server->handleRequest('Options', null)
        : $server->handleRequest($_GET['Cmd'] ?? null, $_GET['DeviceId'] ?? null);
    $type = is_string($answer) ? $answer : 'application/vnd.ms-sync.wbxml';
    // False after the library has set a status of its own, 449, is no fault.
    if ($answer === false && http_response_code() === 200) {
        http_response_code(500);
    }
} catch (Horde_Exception_AuthenticationFailure) {
    http_response_code(401);
    header('WWW-Authenticate: Basic realm="ActiveSync"');
} catch (Horde_ActiveSync_Exception_InvalidRequest $error) {
    http_response_code(400);
    error_log((string)$error);
} catch (Throwable $error) {
    http_response_code(500);
    error_log((string)$error);
}
header("Content-Type: $type");
header('Content-Length: ' . ob_get_length());
ob_end_flush();
