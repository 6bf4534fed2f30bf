/**
 * Holds that whatever another release may read has golden bytes, in all modules.
 *
 * <pre>
 *   byte code of the modules --finds--> codecs, machines, formats --must each have--> files of wire, disk
 *                                                                                       |
 *   released-v1.txt --what a release wrote stays as it was------------------------------'
 * </pre>
 */
package conclave.house.golden;
